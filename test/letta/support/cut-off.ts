/** A `fetch` that lets so many answers to calls through, and no more: a process that lost its network. */
export function cutOffAfter(answers: number): typeof fetch {
  let left = answers;
  return async (input, init) => {
    if (String(init?.body).includes('"type":"approval"') && left-- <= 0) throw new TypeError('no way out');
    return fetch(input, init);
  };
}
