/** What input, select, combobox and textarea share. */
export const controlStyles =
  "w-full rounded-md border border-line-control bg-canvas px-3 type-data text-strong " +
  "hover:border-muted aria-invalid:border-danger " +
  "disabled:cursor-not-allowed disabled:border-line-strong disabled:bg-sunken disabled:text-muted";

/** One line: 32 px, 44 px on a phone. */
export const controlHeight = "h-control max-md:h-touch";
