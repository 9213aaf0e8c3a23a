/** What `holdfast --help` prints. */
export const HELP = `holdfast: notebooks of TypeScript that hold fast

  holdfast serve [folder]       serve a folder of notebooks (default: the current one)
      --port P                  default 8888, or the next free one
      --host H                  default 127.0.0.1
      --token T                 default: kept in the state folder
      --allow-host NAME[:PORT]  another name that this server is reached by; may be given more than once
      --no-open                 do not open a browser

  holdfast run notebook.ipynb   run a notebook from top to bottom
      --output FILE             where the result goes (default: <name>.run.ipynb beside it)
      --allow-errors            go on after a cell that failed
      --timeout SECONDS         stop a cell that takes longer
      --progress bar|json|none  what to print while it runs (default: bar)
      exit codes: 0 fine, 1 a cell failed, 2 wrong usage, 3 the kernel died, 4 timeout, 130 cancelled;
      the file always holds what was done

  holdfast add PACKAGE...       install npm packages beside the notebooks, for their cells to import
      --folder DIR              the folder of the notebooks (default: the current one)

  holdfast --version
`;
