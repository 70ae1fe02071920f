/** Returns a `fetch` that fails after this many answers to calls, like a process that has lost its network. */
export function cutOffAfter(answers: number): typeof fetch {
  let left = answers;
  return async (input, init) => {
    if (String(init?.body).includes('"type":"approval"') && left-- <= 0) throw new TypeError('no way out');
    return fetch(input, init);
  };
}
