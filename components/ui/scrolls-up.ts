/** Whether a list shows its top for the next page. It does for a pointer; who turns it by keyboard stays where the focus is seen. */
export function scrollsUp(): boolean {
  return !document.activeElement?.matches(":focus-visible");
}
