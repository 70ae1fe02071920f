import { findLettaEnvironments, makeLettaEnvironments } from './python-environments.ts';

try {
  await makeLettaEnvironments();
  const { missing } = await findLettaEnvironments();
  if (missing !== undefined) throw new Error(missing);
  console.log("Letta's servers are installed.");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
