import { type ReactNode, useId } from "react";

export interface Fact {
  label: ReactNode;
  value: ReactNode;
}

/** A titled block of the facts column; hairlines part the blocks. */
export function FactsSection({ title, actions, children }: { title: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="edge-x border-line-hair py-4 not-first:border-t">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 id={id} className="type-body font-semibold text-strong">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Names and values, a pair a line. */
export function Facts({ items }: { items: ReadonlyArray<Fact> }) {
  return (
    <dl className="grid grid-cols-[minmax(88px,112px)_minmax(0,1fr)] gap-y-2 type-data">
      {items.map((item, index) => (
        <div key={index} className="col-span-2 grid grid-cols-subgrid">
          <dt className="pr-3 text-muted">{item.label}</dt>
          <dd className="min-w-0 text-strong">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
