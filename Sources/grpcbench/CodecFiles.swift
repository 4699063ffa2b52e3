import Bytes
import Codecs
import Foundation

/// The payloads as files, for other programs to read: `mixed.json`.
enum CodecFiles {
  static func write(_ bench: CodecBench, to folder: String) throws {
    let place = URL(filePath: folder, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for name in bench.payloads {
        for codec in bench.codecs {
          let file = place.appending(path: "\(name.rawValue).\(codec.rawValue)")
          try Data(CodecBench.bytes(name, codec)).write(to: file)
        }
      }
    } catch let error as CocoaError {
      throw Failure("codec: cannot write to \(folder): \(error.localizedDescription)")
    }
  }
}
