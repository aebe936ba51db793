import { api } from "@/components/api";
import type { UserDetail } from "@/lib/users/schemas";

/** What the dialog sends: the API's body of a new user or of a change. */
export type UserBody = Record<string, unknown>;

export const createUser = (body: UserBody) => api<UserDetail>("/api/users", { method: "POST", body, creates: true });

export const changeUser = (id: number, body: UserBody) => api<UserDetail>(`/api/users/${id}`, { method: "PATCH", body });
