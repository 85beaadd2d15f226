// An OpenID Connect issuer for tests: oidc-provider with two clients, and what Keycloak writes into its tokens.
//
// `node server.mjs <port>`. It takes two commands that no client of an issuer could give: POST /control/rotate (sign with
// new keys, publish the old ones, too) and POST /control/withdraw (forget all keys but the newest).
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

import Provider from "oidc-provider";

const RESOURCES = {
  "urn:curator": { audience: "curator", alg: "RS256", seconds: 300 },
  "urn:curator:curves": { audience: "curator", alg: "ES256", seconds: 300 },
  "urn:curator:brief": { audience: "curator", alg: "RS256", seconds: 1 },
  "urn:curator:long": { audience: "curator", alg: "RS256", seconds: 3600 },
  "urn:elsewhere": { audience: "elsewhere", alg: "RS256", seconds: 300 },
};

const port = Number(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
let generation = 0;
let keys = newKeys();
let serve = null;

function newKeys() {
  generation += 1;
  return [
    ["rsa", { modulusLength: 2048 }, "RS256"],
    ["ec", { namedCurve: "P-256" }, "ES256"],
  ].map(([kind, options, alg]) => {
    const jwk = generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" });
    return { ...jwk, alg, use: "sig", kid: `${kind}-${generation}` };
  });
}

function configuration() {
  return {
    jwks: { keys },
    clients: [
      {
        client_id: "program",
        client_secret: "secret-of-the-program",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
      {
        client_id: "web",
        client_secret: "secret-of-the-web-client",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: ["http://127.0.0.1/callback"],
        response_types: ["code"],
        application_type: "native",
      },
    ],
    cookies: { keys: ["a key for the cookies of tests"] },
    features: {
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => "urn:curator",
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, name) => ({
          scope: "use",
          audience: RESOURCES[name].audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: RESOURCES[name].seconds,
          jwt: { sign: { alg: RESOURCES[name].alg } },
        }),
      },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    issueRefreshToken: () => true,
    extraTokenClaims: (_context, token) => ({
      azp: token.clientId,
      preferred_username: token.accountId ?? `service-account-${token.clientId}`,
      realm_access: { roles: ["auditor"] },
      resource_access: { [token.clientId]: { roles: ["get-authors"] }, account: { roles: ["manage-account"] } },
    }),
  };
}

function start() {
  serve = new Provider(issuer, configuration()).callback();
}

function control(path) {
  keys = path === "/control/rotate" ? [...newKeys(), ...keys] : keys.slice(0, 2);
  start();
}

start();
createServer((request, response) => {
  if (request.method === "POST" && request.url.startsWith("/control/")) {
    control(request.url);
    response.end();
  } else {
    serve(request, response);
  }
}).listen(port, "127.0.0.1");
