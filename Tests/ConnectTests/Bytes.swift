/// The UTF-8 bytes of a text, for fields and messages in tests.
func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

/// The bytes themselves, named so that their span may be taken inside an expectation.
func bytes(_ raw: [UInt8]) -> [UInt8] { raw }
