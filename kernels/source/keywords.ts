/** Words of the language that a line can begin or go on with. */
export const KEYWORDS: readonly string[] =
  "abstract as async await break case catch class const continue debugger default delete do else enum export extends false finally for from function if implements import in instanceof interface let namespace new null of private protected public readonly return satisfies static super switch this throw true try type typeof undefined using var void while yield".split(
    " ",
  );
