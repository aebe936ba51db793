interface Placed {
  code: string;
  position: number;
}

/** What to save so that the one at `from` stands at `to`: only those whose position changes, counted from 1. */
export function moved(list: ReadonlyArray<Placed>, from: number, to: number): Placed[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next.flatMap(({ code, position }, index) => (position === index + 1 ? [] : [{ code, position: index + 1 }]));
}
