export { HttpAgent } from '@ag-ui/client';
export { CopilotKitCore, ɵInterruptState as InterruptState } from '@copilotkit/core';
export { HttpAgent as HttpAgent0 } from 'ag-ui-client-0';
