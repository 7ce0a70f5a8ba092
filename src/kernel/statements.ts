/**
 * The only Python that the front end sends. Each statement is constant for a build and binds no
 * name in the user's namespace; what is asked for travels in the message's metadata, since code
 * that differed from call to call would leave an entry in the kernel's `linecache` each time.
 */
export interface IStatements {
  /** Hands the request to the helper, or answers `absent` where it is not in this kernel. */
  readonly ask: string;
  /** Continues a timeit request for a cell that awaits. */
  readonly askAwaiting: string;
  /** Puts the helper, which travels in the request, into the kernel. */
  readonly place: string;
}

const IPYTHON = `__import__('IPython').get_ipython()`;

const ABSENT =
  `{'data': {'application/vnd.cellheat.v1+json': {'version': 1, 'kind': 'absent'}},` +
  ` 'metadata': {}, 'transient': {}}`;

/** The statements for the helper with this hash. */
export function statementsFor(hash: string): IStatements {
  const module = `_cellheat_${hash.slice(0, 8)}`;
  return {
    ask:
      `(lambda ip, helper: helper.bridge.answer(ip) if helper else ` +
      `ip.kernel.send_response(ip.kernel.iopub_socket, 'display_data', ${ABSENT}))` +
      `(${IPYTHON}, __import__('sys').modules.get('${module}'))`,
    askAwaiting:
      `await __import__('sys').modules['${module}']` + `.bridge.answer_awaiting(${IPYTHON})`,
    place:
      `(lambda ip, place: exec(place['files']['finder.py'], {'ip': ip, 'place': place}))` +
      `(${IPYTHON}, ${IPYTHON}.kernel.get_parent('shell')['metadata']['cellheat']['place'])`
  };
}
