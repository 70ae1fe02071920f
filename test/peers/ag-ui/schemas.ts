export { EventSchema, RunAgentInputSchema } from '@ag-ui/core/schemas';
/** The schema of clients of before 1.0, which is stricter. */
export { EventSchemas as EventSchemas0 } from 'ag-ui-client-0';
