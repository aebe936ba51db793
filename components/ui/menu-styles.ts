/** The floating ground of menus, lists and popovers: a hairline, no shadow (that is the dialogs'). */
export const floatStyles =
  "z-50 animate-fade rounded-md border border-line-strong bg-raised text-base outline-none max-w-[calc(100vw-16px)]";

/** One line of a menu or list. */
export const itemStyles =
  "relative flex min-h-control cursor-pointer items-center gap-2 rounded-sm px-2 py-1 type-data text-base select-none max-md:min-h-touch " +
  "outline-none data-[highlighted]:bg-hover data-[highlighted]:text-strong data-[selected=true]:bg-hover data-[selected=true]:text-strong " +
  "data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[disabled=false]:opacity-100 data-[disabled=false]:cursor-pointer";
