/** Whether two JSON values are equal; the order of members does not matter. False for values that are nested too deeply to compare. */
export function isSameJSON(one: unknown, other: unknown): boolean {
  try {
    return isSame(one, other);
  } catch {
    return false;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) return Array.isArray(other) && haveSameItems(one, other);
  return !Array.isArray(other) && haveSameMembers(one as JSONObject, other as JSONObject);
}

// Both run over whole lists of tools: a loop and `for in` take half the time of `every` and `Object.keys`.

function haveSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (!isSame(one[at], other[at])) return false;
  return true;
}

type JSONObject = Readonly<Record<string, unknown>>;

function haveSameMembers(one: JSONObject, other: JSONObject): boolean {
  const otherKeys = Object.keys(other);
  let count = 0;
  for (const key in one) {
    if (key !== otherKeys[count] && !Object.hasOwn(other, key)) return false;
    if (!isSame(one[key], other[key])) return false;
    count += 1;
  }
  return count === otherKeys.length;
}
