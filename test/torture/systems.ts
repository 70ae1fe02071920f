import { aiSDKOverAGUI, langgraphOverAGUI } from './ag-ui/system.ts';
import { atp } from './atp/system.ts';
import { langgraph } from './langgraph/system.ts';
import { letta } from './letta/system.ts';
import { scripted } from './scripted/system.ts';

export const systems = {
  scripted,
  atp,
  letta,
  langgraph,
  'langgraph-ag-ui': langgraphOverAGUI,
  'ai-sdk-ag-ui': aiSDKOverAGUI,
};
export type SystemName = keyof typeof systems;
