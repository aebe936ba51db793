/** Ends with every change of a user that an answer shows. Triggers tell of it too, whoever writes: the slot of this very tag stands in them. */
export const USERS_TAG = "users";
