/** Who is logged in. */

/** @typedef {{username: string, userid: string}} User */

/** @returns {Promise<User | null>} null for nobody */
export async function whoIsLoggedIn() {
  const reply = await fetch("/auth/whoami", { headers: { accept: "application/json" } });
  if (reply.status === 401) return null;
  if (!reply.ok) throw new Error(`The server answered ${reply.status}.`);
  const identity = await reply.json();
  return identity.username ? identity : null;
}
