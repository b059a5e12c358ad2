// Tells the frames of a program from those of its language, so that a site is named by code of the user's own.

/** First parts of import paths of Go's standard library, which no module has unless it means trouble. */
const goStandard = new Set(
  (
    'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt ' +
    'go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices ' +
    'sort strconv strings structs sync syscall testing text time unicode unique unsafe vendor weak'
  ).split(' '),
);

/** Names of V8 for what is no function of the program. */
const v8Names = new Set([
  '(root)',
  '(external)',
  '(program)',
  '(idle)',
  '(garbage collector)',
  '(V8 API)',
  '(BYTECODE_COMPILER)',
]);

/** Whether a frame is of the program or a library that it uses, not of the language's own. */
export function isApplicationFrame(functionName: string, file: string): boolean {
  if (file.startsWith('node:')) return false;
  if (file === '') return !v8Names.has(functionName) && !isGoStandard(functionName);
  return !(file.endsWith('.go') && isGoStandard(functionName));
}

function isGoStandard(functionName: string): boolean {
  const first = /^[a-z]+(?=[./])/.exec(functionName)?.[0];
  return first !== undefined && goStandard.has(first);
}
