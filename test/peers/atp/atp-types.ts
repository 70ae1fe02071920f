/** The official ATP types and enums, as a tool written for ATP uses them. Only this workspace has the package. */
export {
  type ClientTool,
  type ClientToolRules,
  ToolOperationType,
  ToolSensitivityLevel,
} from '@mondaydotcomorg/atp-protocol';
