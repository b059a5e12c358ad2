// Draws profiles as text: one line for each sample, root first, as in `main;parse;scan 3 4096`.

/**
 * @param {string} text lines of frames, separated by ';', and the sample's values; '-' stands for an empty stack
 * @param {object} [options]
 * @param {(name: string, index: number) => object} [options.functionOf] more fields of a function, such as its file
 * @param {(name: string, index: number) => object} [options.locationOf] more fields of a location
 * @param {(index: number) => object[]} [options.labelsOf] the labels of a sample
 * @returns {Pick<import('./profile-bytes.mjs').Drawing, 'samples' | 'locations' | 'functions'>} with a function and a
 *   location for each name
 */
export function drawnStacks(text, { functionOf, locationOf, labelsOf } = {}) {
  const names = [];
  const idOf = (name) => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name) + 1;
  };
  const lines = text.split('\n').map((line) => line.trim());
  const samples = lines
    .filter((line) => line !== '')
    .map((line, i) => {
      const [frames, ...values] = line.split(' ');
      const stack = frames === '-' ? [] : frames.split(';').map(idOf).reverse();
      return { stack, values: values.map(BigInt), labels: labelsOf?.(i) ?? [] };
    });
  return {
    samples,
    functions: names.map((name, i) => ({
      id: i + 1,
      name,
      systemName: name,
      file: `/src/${name}.go`,
      startLine: 10,
      ...functionOf?.(name, i),
    })),
    locations: names.map((name, i) => ({
      id: i + 1,
      address: 0x1000 + i * 16,
      lines: [{ function: i + 1, line: 11 + i }],
      ...locationOf?.(name, i),
    })),
  };
}
