"use client";

import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cn } from "./cn";
import { floatStyles } from "./menu-styles";

export interface PopoverProps {
  trigger: ReactElement;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  /** The accessible name of the panel. */
  label: string;
  className?: string;
}

/** A small panel beside its trigger; Escape and a click outside close it. */
export function Popover({ trigger, children, open, onOpenChange, align = "start", label, className }: PopoverProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content aria-label={label} align={align} sideOffset={4} collisionPadding={8} className={cn(floatStyles, className ?? "w-72 p-4")}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
