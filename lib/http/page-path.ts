/** Carries a page's own path and query to the server components that write it; they are told neither otherwise. */
export const pagePathHeader = "x-tanda-page";

/** Where to sign in, and to come back to `path` after. */
export function signInPath(path: string | null): string {
  const next = ownPath(path, "/");
  return next === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ next })}`;
}

/**
 * A path of this site, else the fallback: what comes from an address must never lead to another site. Asks the URL parser, which reads it
 * as browsers do: to them `/\host` and `/<tab>/host` are other sites too.
 */
export function ownPath(path: string | null | undefined, fallback: string): string {
  if (!path?.startsWith("/") || !URL.canParse(path, BASE)) return fallback;
  const { origin, pathname, search, hash } = new URL(path, BASE);
  return origin === BASE && !/^\/(sign-in|api)(\/|$)/.test(pathname) ? `${pathname}${search}${hash}` : fallback;
}

const BASE = "http://own.invalid";
