/** Notebooks that others wrote, or broke: each opens, and nothing of it is lost. */

const CELL =
  '{"cell_type":"code","id":"first","metadata":{},"source":"1","outputs":[],"execution_count":null}';
const notebook = (second: string, rest = '"metadata":{},"nbformat":4,"nbformat_minor":5'): string =>
  `{"cells":[${CELL},${second}],${rest}}`;
const code = (members: string): string => notebook(`{"cell_type":"code","id":"odd",${members}}`);
const FULL = '"metadata":{},"source":"x","execution_count":1';
const output = (text: string): string => code(`${FULL},"outputs":[${text}]`);
const spaced = (text: string, indent: string | number): string =>
  JSON.stringify(JSON.parse(text), null, indent);

export const ODD_NOTEBOOKS: Readonly<Record<string, string>> = {
  "no metadata of a cell": code('"source":"x","outputs":[],"execution_count":1'),
  "metadata null": code('"metadata":null,"source":"x","outputs":[],"execution_count":1'),
  "metadata as a list": code('"metadata":[],"source":"x","outputs":[],"execution_count":1'),
  "metadata as a text": code('"metadata":"m","source":"x","outputs":[],"execution_count":1'),
  "no metadata of the notebook": notebook(
    CELL.replace("first", "odd"),
    '"nbformat":4,"nbformat_minor":5',
  ),
  "metadata of the notebook null": notebook(
    CELL.replace("first", "odd"),
    '"metadata":null,"nbformat":4,"nbformat_minor":5',
  ),
  "metadata of the notebook as a list": notebook(
    CELL.replace("first", "odd"),
    '"metadata":[1],"nbformat":4,"nbformat_minor":5',
  ),
  "no outputs": code('"metadata":{},"source":"x","execution_count":1'),
  "outputs null": code(`${FULL},"outputs":null`),
  "outputs as an object": code(`${FULL},"outputs":{"a":1}`),
  "no execution count": code('"metadata":{},"source":"x","outputs":[]'),
  "an execution count as a text": code(
    '"metadata":{},"source":"x","outputs":[],"execution_count":"3"',
  ),
  "an execution count with a point": code(
    '"metadata":{},"source":"x","outputs":[],"execution_count":3.0',
  ),
  "a negative execution count": code(
    '"metadata":{},"source":"x","outputs":[],"execution_count":-1',
  ),
  "no source": code('"metadata":{},"outputs":[],"execution_count":1'),
  "a source of null": code('"metadata":{},"source":null,"outputs":[],"execution_count":1'),
  "a source as a list with others than texts": code(
    '"metadata":{},"source":["a\\n",1,null,["b"]],"outputs":[],"execution_count":1',
  ),
  "a source as a number": code('"metadata":{},"source":5e0,"outputs":[],"execution_count":1'),
  "a stream without a name": output('{"output_type":"stream","text":"a"}'),
  "a stream text as a list": output('{"output_type":"stream","name":"stdout","text":["a\\n","b"]}'),
  "a stream text null": output('{"output_type":"stream","name":"stdout","text":null}'),
  "data with numbers, null and lists": output(
    '{"output_type":"display_data","metadata":{},"data":{"text/plain":1.50,"text/html":null,"image/png":["AA","BB"]}}',
  ),
  "data null": output('{"output_type":"display_data","metadata":{},"data":null}'),
  "data as a text": output('{"output_type":"display_data","metadata":{},"data":"x"}'),
  "metadata of an output null": output('{"output_type":"display_data","metadata":null,"data":{}}'),
  "an error without a traceback": output('{"output_type":"error","ename":"E","evalue":1}'),
  "an output null": output("null"),
  "an output as a text": output('"text"'),
  "an output of an unknown type": output('{"output_type":"future","x":[1.0,{"y":NaN}]}'),
  "an output of nbformat 3": output('{"output_type":"pyout","text":["1"],"prompt_number":1}'),
  "a cell of an unknown type": notebook(
    '{"cell_type":"sql","id":"odd","query":["select 1"],"metadata":{"a":1.0}}',
  ),
  "a cell without a type": notebook('{"id":"odd","source":"x"}'),
  "a cell null": notebook("null"),
  "a cell as a number": notebook("7"),
  "attachments as a list": notebook(
    '{"cell_type":"markdown","id":"odd","metadata":{},"source":"","attachments":[]}',
  ),
  "attachments of another type": notebook(
    '{"cell_type":"markdown","id":"odd","metadata":{},"source":"","attachments":{"a.png":null,"b":{"image/png":["AA"]}}}',
  ),
  "attachments of a code cell": code(`${FULL},"outputs":[],"attachments":{}`),
  "an unknown key everywhere": notebook(
    `{"cell_type":"raw","id":"odd","metadata":{},"source":"","new":{"a":[]}}`,
    '"metadata":{"x":{}},"nbformat":4,"nbformat_minor":9,"extra":[1e2]',
  ),
  "nbformat as a text": notebook(
    CELL.replace("first", "odd"),
    '"metadata":{},"nbformat":"4","nbformat_minor":"5"',
  ),
  "a newer minor version": notebook(
    CELL.replace("first", "odd"),
    '"metadata":{},"nbformat":4,"nbformat_minor":9',
  ),
  "a newer major version": notebook(
    CELL.replace("first", "odd"),
    '"metadata":{},"nbformat":5,"nbformat_minor":0',
  ),
  "numbers that JavaScript writes in another way": code(
    '"metadata":{"a":1.0,"b":1e-05,"c":12345678901234567890,"d":-0,"e":1E400},"source":"x","outputs":[],"execution_count":1',
  ),
  "NaN and Infinity": code(
    '"metadata":{"p":NaN,"q":[Infinity,-Infinity]},"source":"NaN","outputs":[{"output_type":"display_data","metadata":{},"data":{"application/json":{"a":NaN}}}],"execution_count":1',
  ),
  "keys that come twice": code(
    '"metadata":{"a":1,"a":2},"source":"old","source":"x","outputs":[],"execution_count":1',
  ),
  "keys named after what objects have": code(
    '"metadata":{"__proto__":{"a":1},"constructor":2,"toString":3},"source":"x","outputs":[],"execution_count":1,"__proto__":{}',
  ),
  "half a surrogate pair": code(
    '"metadata":{"\\ud800":"\\udfff"},"source":"\\ud83d","outputs":[],"execution_count":1',
  ),
  "escapes that need not be": code(
    '"metadata":{"\\u0061":"\\/\\u00e9"},"source":"\\u0078","outputs":[],"execution_count":1',
  ),
  "a byte order mark": `\ufeff${notebook(CELL.replace("first", "odd"))}`,
  "white space around": `\n\n ${notebook(CELL.replace("first", "odd"))}  \n\n`,
  "two spaces a level": spaced(notebook(CELL.replace("first", "odd")), 2),
  tabs: spaced(notebook(CELL.replace("first", "odd")), "\t"),
  "CR LF line ends": spaced(notebook(CELL.replace("first", "odd")), 1).replaceAll("\n", "\r\n"),
  "CR line ends": spaced(notebook(CELL.replace("first", "odd")), 1).replaceAll("\n", "\r"),
  "odd white space": notebook(CELL.replace("first", "odd"))
    .replaceAll(",", "\n ,\t")
    .replaceAll(":", " :\r\n"),
};
