import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { cn } from "./cn";
import { Tooltip } from "./tooltip";

const variants = {
  outline: "border border-line-strong bg-canvas text-base hover:bg-hover hover:text-strong",
  ghost: "text-base hover:bg-hover hover:text-strong",
} as const;

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** The accessible name, also shown as a tooltip. */
  label: string;
  icon: ReactNode;
  variant?: keyof typeof variants;
  /** `compact` stays 32 px on phones too. */
  size?: "md" | "compact" | "sm";
  tooltip?: boolean;
  /** Looks and acts `disabled` yet keeps the focus: for what its own press may have made useless. */
  unavailable?: boolean;
  /** Renders this element (a link) instead of a button; its children are replaced. */
  asChild?: boolean;
}

/** A square button with only an icon. */
export function IconButton({ label, icon, variant = "ghost", size = "md", tooltip = true, unavailable, asChild, className, children, onClick, ...rest }: IconButtonProps) {
  const side = { md: "size-control max-md:size-touch", compact: "size-control", sm: "size-7" }[size];
  const Element = asChild ? Slot.Root : "button";
  const button = (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      {...rest}
      aria-label={label}
      aria-disabled={unavailable || undefined}
      onClick={unavailable ? (event) => event.preventDefault() : onClick}
      className={cn(
        "relative inline-flex shrink-0 items-center justify-center rounded-md transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
        variants[variant],
        side,
        className,
      )}
    >
      {icon}
      <Slot.Slottable>{children}</Slot.Slottable>
    </Element>
  );
  return tooltip ? <Tooltip content={label}>{button}</Tooltip> : button;
}
