import { cn } from "./cn";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "danger-ghost" | "link";
export type ButtonSize = "md" | "sm" | "compact";

const base =
  "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-md type-data font-medium whitespace-nowrap " +
  "select-none transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50";

/** The borderless get an edge on phones, where actions share a line in equal parts. */
const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line-strong bg-canvas text-strong hover:bg-hover [&_.lucide]:text-base",
  ghost: "text-base hover:bg-hover hover:text-strong max-md:border max-md:border-line-strong",
  danger: "border border-line-strong bg-canvas text-danger hover:bg-danger-bg",
  "danger-ghost": "text-danger hover:bg-danger-bg max-md:border max-md:border-line-strong",
  link: "text-accent hover:text-accent-hover hover:underline underline-offset-4",
};

/** `md` is 32 px and grows to the 44 px touch size on phones; `compact` stays 32; `sm` is 28. */
const sizes: Record<ButtonSize, string> = {
  md: "h-control px-3 max-md:h-touch max-md:px-4",
  compact: "h-control px-3",
  sm: "h-7 gap-1.5 px-2",
};

/** The classes of a button, for elements that must look like one. */
export function buttonStyles(variant: ButtonVariant = "secondary", size: ButtonSize = "md", className?: string): string {
  const inset = variant === "link" ? "max-md:h-touch" : sizes[size];
  return cn(base, variants[variant], inset, className);
}
