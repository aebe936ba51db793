import { type NextRequest, NextResponse } from "next/server";

import { pagePathHeader } from "@/lib/http/page-path";

/** Tells a page's server components where they are, so that signing in leads back there. Whatever a client put there itself is replaced. */
export function proxy(request: NextRequest) {
  const { pathname, searchParams } = request.nextUrl;
  // The address that the documents give the list of users; without the slash it is the console's page.
  if (pathname === "/users/") return NextResponse.rewrite(new URL(`/api/users${request.nextUrl.search}`, request.url));
  if (pathname.length > 1 && pathname.endsWith("/")) return NextResponse.redirect(new URL(`${pathname.slice(0, -1)}${request.nextUrl.search}`, request.url), 308);
  searchParams.delete("_rsc");
  const headers = new Headers(request.headers);
  headers.set(pagePathHeader, searchParams.size > 0 ? `${pathname}?${searchParams}` : pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/((?!api/|health$|performance/stats$|_next/|icon.svg).*)"] };
