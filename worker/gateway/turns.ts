/**
 * Gives each piece of work a turn of the event loop of its own, in the order in which it came. What a thousand sockets bring at once would otherwise be
 * worked off within a single turn, and no report would leave and no answer arrive for as long as that takes.
 */
export function createTurns(): (work: () => void) => void {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  const next = () => {
    const work = waiting.shift();
    isTaken = work !== undefined;
    if (!work) return;
    setImmediate(next);
    work();
  };
  return (work) => {
    if (isTaken) return void waiting.push(work);
    isTaken = true;
    setImmediate(next);
    work();
  };
}
