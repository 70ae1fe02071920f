/** ATP's own client, for tests that take an existing one as a tool source. */
export { AgentToolProtocolClient } from '@mondaydotcomorg/atp-client';
