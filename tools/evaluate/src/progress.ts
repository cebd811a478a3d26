/** Says on the standard error, on one line of a terminal, how many of something are done. */
export function showProgress(what: string): (done: number, total: number) => void {
  const { stderr } = process;
  return (done, total) => {
    if (stderr.isTTY) stderr.write(`\r${done} of ${total} ${what}${done === total ? '\n' : ''}`);
    else if (done === total) stderr.write(`${total} ${what}\n`);
  };
}
