"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface TabItem<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Muted, after the label. */
  count?: ReactNode;
  content?: ReactNode;
}

export interface TabsProps<Value extends string> {
  value: Value;
  onValueChange: (value: Value) => void;
  items: ReadonlyArray<TabItem<Value>>;
  label: string;
}

/** Views of one thing; the strip hangs from the page's edge and rests on a hairline. */
export function Tabs<Value extends string>({ value, onValueChange, items, label }: TabsProps<Value>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onValueChange(next as Value)}>
      <Radix.List aria-label={label} className="edge-x flex gap-6 overflow-x-auto border-b border-line-hair">
        {items.map((item) => (
          <Radix.Trigger
            key={item.value}
            value={item.value}
            className="-mb-px flex h-row items-center gap-1.5 border-b-2 border-transparent type-data whitespace-nowrap text-base -outline-offset-2! hover:text-strong data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-strong max-md:h-touch"
          >
            {item.label}
            {item.count !== undefined ? <span className="font-normal text-muted">{item.count}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {items.map((item) => (
        <Radix.Content key={item.value} value={item.value} className="-outline-offset-2!">
          {item.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
