// A stand-in for algosu's backend, for working on the page alone: `npm run mock`, then `npm run dev`. With `--dist` it
// also serves the built page under the policy of the real door. It keeps everything in memory and forgets it.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { randomBytes } from "node:crypto";
import { newSubmission, run } from "./journeys.mjs";
import { seed } from "./seed.mjs";

const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const PORT = Number(argument("port", "4100"));
const DIST = argument("dist", null);
const PACE = Number(argument("pace", "900"));

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: https:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const id = () => {
  const time = Date.now().toString(16).padStart(12, "0");
  const rest = randomBytes(10).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};
const worlds = new Map();
const iso = () => new Date().toISOString();

class Problem extends Error {
  constructor(status, code, errors) {
    super(code);
    Object.assign(this, { status, code, errors });
  }
}
const missing = () => new Problem(404, "not_found");
const list = (items) => ({ items, nextCursor: null });
const bare = ({ code: _code, ...submission }) => submission;

function enter(language) {
  const world = {
    ...seed(id, language.startsWith("ko") ? "ko" : "en"),
    submissions: [],
    reviews: new Map(),
    events: [],
    drafts: new Map(),
    keys: new Map(),
    github: { linked: false },
    streams: new Set(),
    seq: 0,
  };
  const mina = world.others[0];
  for (const [index, code] of [
    [0, "print(1)"],
    [1, "print(2)"],
  ]) {
    const submission = newSubmission(id(), world, world.problems[index], "python", code, mina.nickname);
    Object.assign(submission, {
      userId: mina.userId,
      step: "DONE",
      githubStatus: "SYNCED",
      aiStatus: "COMPLETED",
      createdAt: new Date(Date.now() - 3600_000 * (index * 7 + 2)).toISOString(),
    });
    world.submissions.unshift(submission);
  }
  worlds.set(world.user.id, world);
  return world;
}

function tell(world) {
  return (eventType, submission) => {
    world.seq += 1;
    const event = {
      id: id(),
      seq: world.seq,
      type: eventType,
      version: 1,
      subject: submission.id,
      occurredAt: iso(),
      causedBy: null,
      data: { step: submission.step, githubStatus: submission.githubStatus, aiStatus: submission.aiStatus },
    };
    world.events.push({ ...event, state: { ...bare(structuredClone(submission)), eventType, seq: world.seq } });
    for (const stream of world.streams) stream.flush();
  };
}

const routes = [
  [
    "GET",
    /^\/auth\/session$/,
    (world) => ({
      user: world.user,
      csrfToken: "mock",
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
      demo: true,
    }),
  ],
  ["POST", /^\/auth\/logout$/, (world) => void worlds.delete(world.user.id)],
  ["GET", /^\/api\/me$/, (world) => world.user],
  ["PATCH", /^\/api\/me$/, (world, _, body) => Object.assign(world.user, body)],
  ["GET", /^\/api\/me\/github$/, (world) => world.github],
  [
    "PUT",
    /^\/api\/me\/github$/,
    (world, _, body) => {
      if (!/^[\w.-]+\/[\w.-]+$/.test(body.repository))
        throw new Problem(422, "validation_failed", [{ field: "repository", message: "owner/name", code: "invalid" }]);
      return (world.github = {
        linked: true,
        login: "guest",
        branch: null,
        pathTemplate: "{week}/{title}.{ext}",
        status: "LINKED",
        updatedAt: iso(),
        ...body,
        token: undefined,
      });
    },
  ],
  ["DELETE", /^\/api\/me\/github$/, (world) => void (world.github = { linked: false })],
  ["GET", /^\/api\/studies$/, (world) => list([world.study])],
  ["GET", /^\/api\/studies\/([^/]+)$/, (world, [key]) => (key === world.study.id ? world.study : fail(missing()))],
  ["GET", /^\/api\/studies\/([^/]+)\/members$/, (world) => list(world.members)],
  [
    "GET",
    /^\/api\/studies\/([^/]+)\/problems$/,
    (world) => list(world.problems.map(({ statement: _statement, ...problem }) => problem)),
  ],
  [
    "POST",
    /^\/api\/studies\/([^/]+)\/problems$/,
    (world, _, body) => {
      const problem = {
        ...world.problems[4],
        id: id(),
        deadline: null,
        statement: "",
        sourceUrl: null,
        ...body,
        createdAt: iso(),
      };
      world.problems.push(problem);
      return problem;
    },
  ],
  ["GET", /^\/api\/problems\/([^/]+)$/, (world, [key]) => find(world.problems, key)],
  ["GET", /^\/api\/problems\/([^/]+)\/draft$/, (world, [key]) => world.drafts.get(key) ?? fail(missing())],
  [
    "PUT",
    /^\/api\/problems\/([^/]+)\/draft$/,
    (world, [key], body) => {
      world.drafts.set(key, { ...body, updatedAt: iso() });
      return world.drafts.get(key);
    },
  ],
  ["DELETE", /^\/api\/problems\/([^/]+)\/draft$/, (world, [key]) => void world.drafts.delete(key)],
  ["POST", /^\/api\/submissions$/, submit],
  [
    "GET",
    /^\/api\/submissions$/,
    (world, _, __, url) => {
      const { mine, problem } = Object.fromEntries(url.searchParams);
      return list(
        world.submissions
          .filter((s) => (!mine || s.userId === world.user.id) && (!problem || s.problemId === problem))
          .map(bare),
      );
    },
  ],
  ["GET", /^\/api\/submissions\/([^/]+)$/, (world, [key]) => find(world.submissions, key)],
  ["GET", /^\/api\/submissions\/([^/]+)\/review$/, (world, [key]) => world.reviews.get(key) ?? fail(missing())],
  [
    "GET",
    /^\/api\/submissions\/([^/]+)\/events$/,
    (world, [key]) =>
      list(world.events.filter(({ subject }) => subject === key).map(({ state: _state, ...event }) => event)),
  ],
];

function fail(problem) {
  throw problem;
}
const find = (items, key) => items.find((item) => item.id === key) ?? fail(missing());

function submit(world, _, body, __, request) {
  const key = request.headers["idempotency-key"];
  if (key && world.keys.has(key)) return find(world.submissions, world.keys.get(key));
  const bytes = Buffer.byteLength(body.code);
  if (bytes === 0 || bytes > 102_400)
    throw new Problem(422, "validation_failed", [{ field: "code", message: "size", code: "too_large" }]);
  const submission = newSubmission(id(), world, find(world.problems, body.problemId), body.language, body.code);
  world.submissions.unshift(submission);
  if (key) world.keys.set(key, submission.id);
  const say = tell(world);
  say("SubmissionReceived", submission);
  run(submission, world, say, PACE);
  return { ...submission, created: undefined };
}

function events(world, request, response, url) {
  const topics = (url.searchParams.get("topics") ?? "").split(",");
  const from = request.headers["last-event-id"] ?? url.searchParams.get("lastEventId");
  let cursor = from === null ? world.seq : Number(from);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": hello\n\n");
  const stream = {
    flush() {
      for (const event of world.events.filter(({ seq }) => seq > cursor)) {
        cursor = event.seq;
        if (!topics.some((topic) => topic === `submission:${event.subject}` || topic === `study:${world.study.id}`))
          continue;
        response.write(`id: ${event.seq}\nevent: status\ndata: ${JSON.stringify(event.state)}\n\n`);
        if (event.state.step === "DONE")
          response.write(
            `id: ${event.seq}\nevent: done\ndata: ${JSON.stringify({ submissionId: event.subject, step: "DONE" })}\n\n`,
          );
      }
    },
  };
  world.streams.add(stream);
  request.on("close", () => world.streams.delete(stream));
  stream.flush();
}

function answer(response, status, body, headers = {}) {
  const text = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": status >= 400 ? "application/problem+json" : "application/json",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text);
}

function page(response, path) {
  const file = extname(path) ? path : "/index.html";
  try {
    const packed = existsSync(join(DIST, `${file}.br`));
    const body = readFileSync(join(DIST, packed ? `${file}.br` : file));
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-security-policy": CSP,
      ...(packed ? { "content-encoding": "br" } : {}),
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  const path = url.pathname;
  if (!/^\/(api|auth)\//.test(path)) return DIST ? page(response, path) : response.writeHead(404).end();
  try {
    if (path === "/auth/demo")
      return answer(response, 204, undefined, {
        "set-cookie": `mock=${enter(request.headers["accept-language"] ?? "ko").user.id}; Path=/; HttpOnly`,
      });
    const world = worlds.get(/mock=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1]);
    if (!world) throw new Problem(401, "unauthenticated");
    if (path === "/api/events") return events(world, request, response, url);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
    for (const [method, pattern, handle] of routes) {
      const match = request.method === method && pattern.exec(path);
      if (!match) continue;
      const result = handle(world, match.slice(1), body, url, request);
      return answer(response, result === undefined ? 204 : method === "POST" ? 201 : 200, result);
    }
    throw missing();
  } catch (error) {
    const { status = 500, code = "internal", errors } = error;
    answer(response, status, { type: "about:blank", title: code, status, code, requestId: id(), errors });
  }
}).listen(PORT, "127.0.0.1", () => console.log(`Serving http://127.0.0.1:${PORT}`));
