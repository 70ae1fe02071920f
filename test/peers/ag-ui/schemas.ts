export { EventSchema, RunAgentInputSchema } from '@ag-ui/core/schemas';
