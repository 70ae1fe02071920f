import { atp } from './atp/system.ts';
import { langgraph } from './langgraph/system.ts';
import { letta } from './letta/system.ts';
import { scripted } from './scripted/system.ts';

export const systems = { scripted, atp, letta, langgraph };
export type SystemName = keyof typeof systems;
