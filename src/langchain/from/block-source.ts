import { isObject } from '../../unknown.js';

export type Block = Readonly<Record<string, unknown>>;

/** The content of a block, in whichever format the block has. */
export interface BlockSource {
  readonly kind: unknown;
  readonly mediaType?: unknown;
  readonly text?: unknown;
  readonly data?: unknown;
  readonly url?: unknown;
  readonly filename?: unknown;
  /** The id of a file in a provider's file store. */
  readonly reference?: unknown;
}

/**
 * Reads LangChain's standard blocks, v1 and v0 (`source_type`), its `image_url`, and the blocks of Anthropic and
 * OpenAI.
 */
export function blockSource(block: Block): BlockSource {
  const { type, image_url: image, source, input_audio: audio, file } = block;
  if (type === 'image_url' || type === 'input_image')
    return { kind: 'image', url: isObject(image) ? image.url : image };
  if (type === 'input_audio' && isObject(audio))
    return { kind: 'audio', mediaType: `audio/${audio.format}`, data: audio.data };
  if (type === 'file' && isObject(file))
    return { kind: type, url: file.file_data, filename: file.filename, reference: file.file_id };
  if (isObject(source))
    return { ...fromAnthropic(source), kind: type === 'document' ? 'file' : type, filename: block.title };
  const { data, url, mimeType, mime_type: mediaType = mimeType, source_type: sourceType, id, fileId } = block;
  const text = type === 'text' || type === 'text-plain' || sourceType === 'text' ? block.text : undefined;
  return {
    kind: type,
    text,
    data,
    url,
    mediaType,
    filename: filenameOf(block),
    reference: sourceType === 'id' ? id : fileId,
  };
}

function fromAnthropic({ type, media_type: mediaType, data, url, file_id }: Block): Omit<BlockSource, 'kind'> {
  return type === 'text' ? { text: data } : { mediaType, data, url, reference: file_id };
}

/** Reads the members that LangChain's providers read. */
function filenameOf({ metadata }: Block): unknown {
  const { filename, name, title } = isObject(metadata) ? metadata : {};
  return filename ?? name ?? title;
}
