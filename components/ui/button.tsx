import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { type ButtonSize, type ButtonVariant, buttonStyles } from "./button-styles";
import { Spinner } from "./spinner";

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** An element such as `<Plus />`, left of the label. */
  icon?: ReactNode;
  /** Shows a ring instead of the icon and refuses clicks, keeping focus and width. */
  loading?: boolean;
  /** Looks and acts `disabled` yet keeps the focus: for what its own press may have made useless. */
  unavailable?: boolean;
  /** Renders the only child (a link) with the button's looks. */
  asChild?: boolean;
}

/**
 * A button that names its effect. At most one `primary` a layer; the borderless `ghost` stand
 * left of it.
 */
export function Button({ variant, size, icon, loading, unavailable, asChild, className, children, onClick, ...rest }: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  const lead = loading ? <Spinner /> : icon;
  return (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      {...rest}
      aria-busy={loading || undefined}
      aria-disabled={loading || unavailable || undefined}
      onClick={loading || unavailable ? (event) => event.preventDefault() : onClick}
      className={buttonStyles(variant, size, className)}
    >
      {lead}
      <Slot.Slottable>{children}</Slot.Slottable>
    </Element>
  );
}
