/** The official ATP client, for tests of an existing client as a tool source. */
export { AgentToolProtocolClient } from '@mondaydotcomorg/atp-client';
