type PathParams = Record<string, string | string[] | undefined>;

/**
 * Names a handler for its measurements: `GET /api/campaigns/{id}`. A handler is not told its own path, so it is read off a request: the
 * segments that are a parameter's value stand for the parameter. It is kept as soon as a request leaves no doubt, so that there are no more names than
 * handlers.
 */
export function routeNamer(): (request: Request, params: Promise<PathParams>) => Promise<string> {
  let known: string | undefined;
  return async (request, params) => {
    if (known !== undefined) return known;
    const { name, certain } = readName(request, (await params) ?? {});
    if (certain) known = name;
    return name;
  };
}

function readName(request: Request, params: PathParams): { name: string; certain: boolean } {
  const { pathname } = new URL(request.url);
  const segments = (pathname.startsWith("/api/") ? pathname : `/api${pathname}`).split("/");
  let certain = true;
  for (const [key, value] of Object.entries(params)) {
    if (Array.isArray(value)) {
      segments.splice(-value.length, value.length, "*");
      continue;
    }
    const places = segments.flatMap((segment, index) => (segment === value || segment === encodeURIComponent(value ?? "") ? [index] : []));
    if (places.length !== 1) certain = false;
    // Of several places the last: what a path begins with is its own. Whatever is nowhere must not become a name.
    segments[places.at(-1) ?? segments.length - 1] = `{${key}}`;
  }
  return { name: `${request.method === "HEAD" ? "GET" : request.method} ${segments.join("/")}`, certain };
}

/** 2xx, 3xx, 4xx or 5xx. */
export function statusClass(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
