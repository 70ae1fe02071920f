/** Patterns for which the time of matching doubles with each character, or grows by a power that is too high for any input. */
export const exponential: readonly string[] = lines(String.raw`
(a+)+$
^(a+)+$
^(a|a)*$
^(a|aa)+$
^(a|a?)+$
^(.*)*x$
(.*)*x
^(\w+\s?)*$
^([a-zA-Z0-9]+)*$
^(([a-z])+.)+[A-Z]([a-z])+$
^(\d+)*$
^(?:a*)*b
(x+x+)+y
^(([^a])|[b-z])*$
^([\w.-]+)+@x
^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$
^(https?:\/\/)?([\da-z\.-]+)\.([a-z\.]{2,6})([\/\w \.-]*)*\/?$
^(("[^"]*")|([^"]*))*$
^(a|b|ab)*c$
^(\s*\w+\s*)+;$
^(?:\s*,?\s*\w+)*\s*$
(\w+\s*)+:$
^(a{1,10}){1,10}$
^(?=(a+)+$)
^(?!(a+)+$)b
^((a*)*)*$
^(a*)+$
^(.+)+\1x$
^(?:[^\n]|.)*z$
(?<=(a+)+)b
^(?:(?:a|b)+c?)*d$
^(([a-z0-9]+\.)*[a-z0-9]+)+@
^([0-9]+,?)+$
^(a?){50}a{50}$
^(?:a|a|b)+$
^(\p{L}+)*$
^([\p{L}\p{M}]+\s*)*!$
^(aa|aaa)*b$
^(?:a+b?)+$
^(?:ab|a|b)+$
(?:a|b|ab)+c
^(\p{Extended_Pictographic}|\p{Emoji_Component})+$
^(?:(?:b*|c*)a)+$
^(.|\s)*\S(.|\s)*$
^a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaaa$
^(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)(?:b*|c*)$
^(ab|ab)*$
^((ab)+)+$
`);

/** Cubic time, or a higher power. */
export const cubic: readonly string[] = lines(String.raw`
^a*a*a*b$
a*a*b
^\s*\s*\s*x
.*.*=.*
^.*.*.*.*x$
a.*b.*c.*d
\d+\d+\d+x
^(\w+\s)?\w*\w*\w*!$
^a{0,64}a{0,64}a{0,64}b$
\S+@\S+\.\S+
^(?:ab)*(?:ab)*(?:ab)*$
`);

/** At most quadratic time, which is acceptable for inputs as long as models write them. */
export const quadratic: readonly string[] = lines(String.raw`
a*b
\s+$
.*c$
^a*a*b$
f.*o
\w+@\w+
^(.*),(.*)$
<.*>
.*
[a-z]+\.js$
^\s+|\s+$
^\w*\d*x$
.+@.+
.*foo.*
`);

/** Typical patterns in schemas: versions, dates, addresses, paths, names. */
export const usual: readonly string[] = lines(String.raw`
X_
[0-9]{2,}
^.*bar$
^\p{Letter}+$
^a*$
^a+$
^bar
^foo
^v
^á
b.*
f.o
aaa*
^[a-z]+$
^[^/]+/[^/]+$
^(\w+)(,\w+)*$
^#?([a-f0-9]{6}|[a-f0-9]{3})$
^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$
^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$
^[a-z0-9]+(?:-[a-z0-9]+)*$
^\d{4}-\d{2}-\d{2}$
^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$
^[A-Z]{2,3}(-[A-Z]{2})?$
^(https?|ftp)://[^\s/$.?#].[^\s]*$
^https://[a-z0-9.-]+(/.*)?$
^\+?[1-9]\d{1,14}$
^[\w.+-]+@[\w-]+\.[\w.-]+$
^[^@\s]+@[^@\s]+\.[^@\s]+$
^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d{12}:.+$
^[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)*$
^[a-zA-Z0-9._-]{1,128}$
^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$
^.{1,4000}$
^[\s\S]{1,10000}$
^([a-z]{2,4})(,[a-z]{2,4})*$
^\s*\S+\s*$
^x-
^[0-9a-f]{40}$
^(\/[^/]+)+$
^(?:\/[^\/\0]+)+\/?$
^[^\x00-\x1f]+$
^[1-9][0-9]*(s|m|h|d)$
^(\d+h)?(\d+m)?(\d+s)?$
^\$[a-z]+$
^(?<year>\d{4})-(?<month>\d\d)$
^(.|\n)*$
^((b|c*)?a)+$
^\w{1,9}\w{1,9}$
[\ud800-\udfff]
`);

function lines(text: string): string[] {
  return text.trim().split('\n');
}
