import { agUIEnvironment } from './ag-ui/environment.ts';
import { lettaEnvironments } from './letta/environments.ts';
import { makePythonEnvironments } from './python-environments.ts';

try {
  await makePythonEnvironments([...lettaEnvironments, agUIEnvironment]);
  console.log("Letta's servers and the AG-UI agents in Python are installed.");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
