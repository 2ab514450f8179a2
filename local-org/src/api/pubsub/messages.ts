/** The messages of pubsub_api.proto as the loader gives and takes them. */

export interface TopicRequest {
    readonly topicName: string;
}
export interface TopicInfo {
    readonly topicName: string;
    readonly tenantGuid: string;
    readonly canPublish: boolean;
    readonly canSubscribe: boolean;
    readonly schemaId: string;
    readonly rpcId: string;
}
export interface SchemaRequest {
    readonly schemaId: string;
}
export interface SchemaInfo extends SchemaRequest {
    readonly schemaJson: string;
    readonly rpcId: string;
}
export interface ProducerEvent {
    readonly id: string;
    readonly schemaId: string;
    readonly payload: Buffer;
}
export interface FetchRequest {
    readonly topicName: string;
    readonly replayPreset: 'LATEST' | 'EARLIEST' | 'CUSTOM';
    readonly replayId: Buffer;
    readonly numRequested: number;
}
export interface FetchResponse {
    readonly events: readonly { readonly event: ProducerEvent; readonly replayId: Buffer }[];
    readonly latestReplayId: Buffer;
    readonly rpcId: string;
    readonly pendingNumRequested: number;
}
export interface PublishRequest {
    readonly topicName: string;
    readonly events: readonly ProducerEvent[];
}
export interface PublishResult {
    readonly replayId?: Buffer;
    readonly error?: { readonly code: 'PUBLISH'; readonly msg: string };
    readonly correlationKey: string;
}
export interface PublishResponse {
    readonly results: readonly PublishResult[];
    readonly schemaId: string;
    readonly rpcId: string;
}

const REPLAY_ID_BYTES = 8;

/** Clients must take the bytes for opaque; they are the number that CometD shows. */
export function replayIdBytes(replayId: number): Buffer {
    const bytes = Buffer.alloc(REPLAY_ID_BYTES);
    bytes.writeBigUInt64BE(BigInt(replayId));
    return bytes;
}

export function replayIdFrom(bytes: Buffer): number | undefined {
    return bytes.length === REPLAY_ID_BYTES ? Number(bytes.readBigUInt64BE()) : undefined;
}
