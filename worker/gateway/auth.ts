import { type AuthenticationCreds, type AuthenticationState, BufferJSON, initAuthCreds, proto, type SignalDataSet, type SignalDataTypeMap } from "@whiskeysockets/baileys";
import type { Context } from "@/lib/context/context";
import type { Seal } from "@/lib/whatsapp/auth-seal";
import { type AuthEntry, readAuth, writeAuth } from "@/lib/whatsapp/auth-state";
import { type Lease, LeaseLost } from "@/lib/whatsapp/lease";

const CREDS = { kind: "creds", keyId: "me" } as const;

export interface SessionAuth {
  state: AuthenticationState;
  isPaired(): boolean;
  /** Puts the credentials in the row of what is to be written. */
  saveCreds(): void;
  /** Resolves when everything that was to be written stands in the database. */
  flush(): Promise<void>;
}

/**
 * What Baileys remembers of a session, in PostgreSQL and sealed. Writes go one after another, each under the lease's epoch.
 * @param onLeaseLost called when a write was refused because the session belongs to another by now.
 * @throws AuthUnreadable when it was sealed under another AUTH_SECRET.
 */
export async function openSessionAuth(db: Context["db"], seal: Seal, lease: Lease, onLeaseLost: (error: LeaseLost) => void): Promise<SessionAuth> {
  const stored = (await readAuth(db, seal, lease.sessionId, CREDS.kind, [CREDS.keyId])).get(CREDS.keyId);
  const creds = stored === undefined ? initAuthCreds() : (decode(stored) as AuthenticationCreds);
  let last: Promise<void> = Promise.resolve();
  const write = (entries: AuthEntry[]): Promise<void> => {
    const written = last.then(() => writeAuth(db, seal, lease, entries));
    last = written.catch((error: unknown) => {
      if (error instanceof LeaseLost) onLeaseLost(error);
    });
    return written;
  };
  return {
    isPaired: () => creds.me !== undefined,
    // Encoded now: Baileys goes on changing the object.
    saveCreds: () => void write([{ ...CREDS, value: encode(creds) }]).catch(() => undefined),
    flush: () => last,
    state: {
      creds,
      keys: {
        async get<T extends keyof SignalDataTypeMap>(kind: T, keyIds: string[]) {
          const found = await readAuth(db, seal, lease.sessionId, kind, keyIds);
          return Object.fromEntries([...found].map(([keyId, text]) => [keyId, decodeKey(kind, text)])) as Record<string, SignalDataTypeMap[T]>;
        },
        set: (data) => write(entriesOf(data)),
      },
    },
  };
}

function entriesOf(data: SignalDataSet): AuthEntry[] {
  return Object.entries(data).flatMap(([kind, values]) =>
    Object.entries(values ?? {}).map(([keyId, value]) => ({ kind, keyId, value: value === null || value === undefined ? null : encode(value) })),
  );
}

const encode = (value: unknown): string => JSON.stringify(value, BufferJSON.replacer);
const decode = (text: string): unknown => JSON.parse(text, BufferJSON.reviver);

function decodeKey(kind: string, text: string): unknown {
  const value = decode(text);
  return kind === "app-state-sync-key" ? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>) : value;
}
