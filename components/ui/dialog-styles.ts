export const scrimStyles = "fixed inset-0 z-40 animate-fade bg-scrim";

/** 560 px in the middle; under 720 px a sheet that rises from the foot. */
export const dialogStyles =
  "fixed z-50 flex flex-col overflow-hidden bg-raised text-base shadow-dialog outline-none animate-rise " +
  "md:top-1/2 md:left-1/2 md:max-h-[calc(100dvh-48px)] md:w-dialog md:max-w-[calc(100vw-48px)] md:-translate-x-1/2 md:-translate-y-1/2 md:rounded-lg " +
  "max-md:inset-x-0 max-md:bottom-0 max-md:max-h-[calc(100dvh-48px)] max-md:rounded-t-lg";

export const dialogFooterStyles =
  "flex flex-wrap items-center justify-end gap-2 border-t border-line-hair bg-sunken px-6 py-3 " +
  "max-md:px-4 max-md:pb-[calc(12px+env(safe-area-inset-bottom))] max-md:[&>*]:flex-1";
