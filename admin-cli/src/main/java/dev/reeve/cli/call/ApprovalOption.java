package dev.reeve.cli.call;

import dev.reeve.client.ApprovalWord;
import dev.reeve.client.ReeveException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ids of approvals as an option. */
final class ApprovalOption implements ITypeConverter<String> {

  @Override
  public String convert(String word) {
    try {
      return ApprovalWord.several(word);
    } catch (ReeveException noId) {
      throw new TypeConversionException(noId.report().message());
    }
  }
}
