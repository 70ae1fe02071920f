import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Creates an empty temporary folder. */
export const newFolder = (): string => mkdtempSync(path.join(tmpdir(), 'toolferry-journal-'));
