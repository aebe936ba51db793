"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cn } from "./cn";
import { floatStyles, itemStyles } from "./menu-styles";

export interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom" | "left" | "right";
  className?: string;
}

/** A menu of actions under its trigger. Fill it with `MenuItem`s. */
export function Menu({ trigger, children, align = "end", side = "bottom", className }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={cn(floatStyles, "min-w-48 p-1", className)}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  children: ReactNode;
  onSelect?: (event: Event) => void;
  disabled?: boolean;
  tone?: "plain" | "danger";
  /** The only child is a link. */
  asChild?: boolean;
}

/** One action of a `Menu`. */
export function MenuItem({ icon, children, onSelect, disabled, tone = "plain", asChild }: MenuItemProps) {
  return (
    <Radix.Item asChild={asChild} onSelect={onSelect} disabled={disabled} className={cn(itemStyles, tone === "danger" && "text-danger!")}>
      {asChild ? children : <>{icon}{children}</>}
    </Radix.Item>
  );
}

export interface MenuRadioProps<Value extends string> {
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  options: ReadonlyArray<{ value: Value; label: ReactNode; icon?: ReactNode }>;
}

/** One of a few settings inside a `Menu`; choosing leaves the menu open. */
export function MenuRadio<Value extends string>({ label, value, onValueChange, options }: MenuRadioProps<Value>) {
  return (
    <Radix.RadioGroup aria-label={label} value={value} onValueChange={(next) => onValueChange(next as Value)}>
      <Radix.Label className="px-2 pt-2 pb-1 type-meta text-muted">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} onSelect={(event) => event.preventDefault()} className={cn(itemStyles, "pr-8")}>
          {option.icon}
          {option.label}
          <Radix.ItemIndicator className="absolute right-2 text-accent">
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** A hairline between groups of a `Menu`. */
export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line-hair" />;
}
