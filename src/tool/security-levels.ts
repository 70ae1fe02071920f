/** Operation types of a tool, with ATP's members. ATP's own enum is accepted too. */
export const ToolOperationType = { READ: 'read', WRITE: 'write', DESTRUCTIVE: 'destructive' } as const;
export type ToolOperationType = (typeof ToolOperationType)[keyof typeof ToolOperationType];

/** Sensitivity levels of a tool's data, with ATP's members. ATP's own enum is accepted too. */
export const ToolSensitivityLevel = { PUBLIC: 'public', INTERNAL: 'internal', SENSITIVE: 'sensitive' } as const;
export type ToolSensitivityLevel = (typeof ToolSensitivityLevel)[keyof typeof ToolSensitivityLevel];
