import Link from "next/link";
import type { ComponentProps } from "react";

/** A link in a row of a list. It is fetched when it is followed: a list of fifty would else ask the server for fifty pages. */
export function RowLink(props: ComponentProps<typeof Link>) {
  return <Link {...props} prefetch={false} />;
}
