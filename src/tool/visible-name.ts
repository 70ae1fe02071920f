import type { ClientTool } from '../types.js';

/**
 * The literal type of a tool's visible name, which `toolName` returns. `string` if the name is not one literal, or if
 * `toolName` would change it.
 */
export type VisibleName<Tool extends ClientTool> = Unchanged<Single<FullName<Tool['name'], Tool['namespace']>>>;

/** An absent namespace has the type `unknown` here. */
type FullName<Name extends string, Namespace> = [Namespace] extends [undefined | '' | 'client']
  ? Name
  : [Namespace] extends [string]
    ? `${Namespace}_${Name}`
    : unknown extends Namespace
      ? Name
      : string;

/** A tool has one of a union of names, and it is not known which. */
type Single<Name extends string, Each = Name> = Each extends Name ? ([Name] extends [Each] ? Each : string) : never;

/** Only a name that starts with an underscore can consist of underscores. Few do, and looking for another character is slow. */
type Unchanged<Name extends string> = Name extends '' | `_${string}`
  ? Name extends `${string}${LetterOrDigit | '-'}${string}`
    ? Read<Name, `${Name}_______`>
    : string
  : Read<Name, `${Name}_______`>;

/**
 * Reads eight characters in each step, which is cheaper for the compiler than one. The name is padded to fill the last
 * step, and eight times eight characters are its maximum.
 */
// biome-ignore format: one line per step
type Read<Name, Rest extends string, Steps extends 8[] = []> =
  Rest extends `${infer A}${infer B}${infer C}${infer D}${infer E}${infer F}${infer G}${infer H}${infer Next}`
    ? A | B | C | D | E | F | G | H extends Character
      ? Steps['length'] extends 8 ? string : Read<Name, Next, [...Steps, 8]>
      : string
    : Rest extends Padding ? Name : string;

type Padding = '' | '_' | '__' | '___' | '____' | '_____' | '______' | '_______';

type Character = LetterOrDigit | '_' | '-';

type Lowercased =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z';

type LetterOrDigit = Lowercased | Uppercase<Lowercased> | `${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;
