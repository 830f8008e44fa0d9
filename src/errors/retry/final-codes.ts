import type { ErrorCode } from '../codes';

/** The errors of Millrace: `true` for those that another attempt cannot fix. */
const IS_FINAL = {
  DEFINITION: true,
  INVALID_INPUT: true,
  INVALID_OPTION: true,
  INVALID_SIGNAL: false,
  UNKNOWN_FLOW: false,
  UNKNOWN_NODE: false,
  UNKNOWN_RUN: false,
  IDEMPOTENCY_CONFLICT: false,
  DUPLICATE_RUN: false,
  WRONG_STATE: false,
  RUN_BUSY: false,
  NOT_SERIALISABLE: true,
  UNDECLARED_ACTION: true,
  NO_OUTCOME: false,
  NOT_A_LIST: false,
  BATCH_FAILED: false,
  INVALID_OUTCOME: true,
  STEP_FAILED: false,
  TIMEOUT: false,
  DEADLINE_EXCEEDED: false,
  CIRCUIT_OPEN: false,
  LIMIT_EXCEEDED: false,
  BULKHEAD_FULL: false,
  ALL_LEVELS_FAILED: false,
  ABORTED: true,
  ALL_BRANCHES_FAILED: false,
  MAX_VISITS: false,
  MAX_DEPTH: false,
  STORE_CONFLICT: false,
  STEP_CRASHED: false,
  TASK_UNKNOWN: false,
  TASK_CLOSED: false,
  TASK_CLAIMED: false,
  TASK_FORBIDDEN: false,
  TASK_CANCELLED: false,
  INVALID_FORM: true,
  RUN_FAILED: false,
  RUN_CANCELLED: false,
  RUN_FINISHED: false,
  UNSUPPORTED: false,
  ENGINE_STOPPED: false,
  STORAGE_UNAVAILABLE: false,
  STORAGE_CORRUPT: true,
  UNREADABLE: true,
  STORAGE_TOO_NEW: true,
  STORAGE_FULL: false,
  PAYLOAD_TOO_LARGE: true,
  COVERAGE_TOO_LOW: false,
  SIMULATION_FAILED: false,
  INTERNAL: false,
} satisfies Record<ErrorCode, boolean>;

/** Codes of aborts in Node, axios and undici. */
const ABORTS = ['ABORT_ERR', 'ERR_CANCELED', 'UND_ERR_ABORTED'];

/** Codes of the file system and the operating system that last until someone intervenes. */
const SYSTEM = [
  ...['ENOENT', 'EACCES', 'EPERM', 'EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EROFS', 'EXDEV', 'ELOOP'],
  ...['EINVAL', 'EBADF', 'ENAMETOOLONG', 'ENOSYS', 'ENOTSUP', 'EPROTONOSUPPORT', 'EAFNOSUPPORT', 'E2BIG', 'EFBIG'],
];

/** Codes of bad certificates. */
const CERTIFICATES = [
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_UNTRUSTED', 'CERT_REJECTED'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
];

/** Codes of requests that undici or axios refuses to send, and of responses that will be invalid again. */
const CLIENTS = [
  ...['UND_ERR_INVALID_ARG', 'UND_ERR_INVALID_RETURN_VALUE', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_MAX_ORIGINS_REACHED'],
  ...['UND_ERR_CLOSED', 'UND_ERR_DESTROYED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH', 'UND_ERR_BPL_MISSING_UPSTREAM'],
  ...['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
  ...['ERR_BAD_OPTION', 'ERR_BAD_OPTION_VALUE', 'ERR_BAD_REQUEST', 'ERR_DEPRECATED', 'ERR_NOT_SUPPORT'],
  ...['ERR_FR_TOO_MANY_REDIRECTS', 'ERR_FR_MAX_BODY_LENGTH_EXCEEDED', 'ERR_FORM_DATA_GENERATION'],
];

const OURS = Object.entries(IS_FINAL).flatMap(([code, isFinal]) => (isFinal ? [code] : []));

const FINAL: ReadonlySet<string> = new Set([...OURS, ...ABORTS, ...SYSTEM, ...CERTIFICATES, ...CLIENTS]);

/** Codes of Node for incorrect calls: `ERR_INVALID_ARG_TYPE`, `ERR_INVALID_URL`, `ERR_MISSING_ARGS` … */
const INCORRECT_CALL =
  /^ERR_(INVALID|MISSING|UNKNOWN|UNSUPPORTED|UNESCAPED|OUT_OF_RANGE|ASSERTION|MODULE_NOT_FOUND|REQUIRE_|METHOD_NOT)/;

/** Whether another attempt after an error with that code would fail in the same way. */
export function isFinalCode(code: string): boolean {
  return FINAL.has(code) || INCORRECT_CALL.test(code);
}
