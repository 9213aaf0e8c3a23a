/** What `holdfast --help` prints. */
export const HELP = `holdfast: notebooks of TypeScript that hold fast

  holdfast serve [folder]       serve a folder of notebooks (default: the current one)
      --port P                  default 8888, or the next free one
      --host H                  default 127.0.0.1
      --token-file FILE         a file with the token; or in $HOLDFAST_TOKEN
                                default: made once and kept in the state folder
      --token T                 the same, but others on this machine can read arguments
      --allow-host NAME[:PORT]  another name that this server is reached by; may be given more than once
      --public-url URL          the address behind a proxy, when it differs
      --kernel-memory MB        heap limit of a kernel (default: 4096); also for run
      --max-kernels N           the most kernels at a time (default: 32)
      --no-open                 do not open a browser

  holdfast run notebook.ipynb   run a notebook from top to bottom
      --output FILE             where the result goes (default: <name>.run.ipynb beside it)
      --allow-errors            go on after a cell that failed
      --resume                  go on where the run before was cancelled, failed or was killed
      --sample MODE             quick, sample, standard or full: how many items maps take
      --timeout SECONDS         stop a cell that takes longer
      --progress bar|json|none  what to print while it runs (default: bar)
      exit codes: 0 fine, 1 a cell failed, 2 wrong usage, 3 the kernel died, 4 timeout, 130 cancelled;
      the file always holds what was done

  holdfast status [folder]      what the server of a folder runs, who waits, and a new one-time link
      --json                    as one line of JSON

  holdfast cancel RUN…          cancel runs by their id (holdfast status shows them)
      --all                     everything that waits or runs
      --folder DIR              the served folder (default: the current one)

  holdfast runs [folder]        unfinished runs that can go on, with their ids and sizes
      --json                    as one line of JSON

  holdfast resume RUN           let an unfinished run go on, on the server of a folder
      --folder DIR              the served folder (default: the current one)

  holdfast add PACKAGE...       install npm packages beside the notebooks, for their cells to import
      --folder DIR              the folder of the notebooks (default: the current one)

  holdfast --version
`;
