export { HttpAgent } from '@ag-ui/client';
export { HttpAgent as HttpAgent0 } from 'ag-ui-client-0';
