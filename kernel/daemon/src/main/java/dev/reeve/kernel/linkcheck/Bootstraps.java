package dev.reeve.kernel.linkcheck;

import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.constantpool.IntegerEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.invoke.LambdaMetafactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The ten bootstrap methods a compiler needs. Any other is handed the full power of a class's lookup. */
final class Bootstraps {

  private static final String INVOKE = "java/lang/invoke/";
  private static final String LOOKUP = "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;";
  private static final String SITE = LOOKUP + "Ljava/lang/invoke/MethodType;";
  private static final String TO_SITE = ")Ljava/lang/invoke/CallSite;";
  private static final String CONSTANT = LOOKUP + "Ljava/lang/Class;)";
  private static final MemberName SERIALIZABLE_TOO =
      new MemberName(INVOKE + "LambdaMetafactory", "altMetafactory", SITE + "[Ljava/lang/Object;" + TO_SITE);

  private static final Set<MemberName> LISTED =
      Set.of(
          new MemberName(
              INVOKE + "LambdaMetafactory",
              "metafactory",
              SITE + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;" + TO_SITE),
          SERIALIZABLE_TOO,
          new MemberName(INVOKE + "StringConcatFactory", "makeConcat", SITE + TO_SITE),
          new MemberName(
              INVOKE + "StringConcatFactory", "makeConcatWithConstants", SITE + "Ljava/lang/String;[Ljava/lang/Object;" + TO_SITE),
          new MemberName(
              "java/lang/runtime/ObjectMethods",
              "bootstrap",
              LOOKUP
                  + "Ljava/lang/invoke/TypeDescriptor;Ljava/lang/Class;Ljava/lang/String;[Ljava/lang/invoke/MethodHandle;)Ljava/lang/Object;"),
          new MemberName("java/lang/runtime/SwitchBootstraps", "typeSwitch", SITE + "[Ljava/lang/Object;" + TO_SITE),
          new MemberName("java/lang/runtime/SwitchBootstraps", "enumSwitch", SITE + "[Ljava/lang/Object;" + TO_SITE),
          new MemberName(INVOKE + "ConstantBootstraps", "primitiveClass", CONSTANT + "Ljava/lang/Class;"),
          new MemberName(INVOKE + "ConstantBootstraps", "nullConstant", CONSTANT + "Ljava/lang/Object;"),
          new MemberName(INVOKE + "ConstantBootstraps", "enumConstant", CONSTANT + "Ljava/lang/Enum;"));

  private static final Set<String> SIGNATURES = LISTED.stream().map(MemberName::signature).collect(Collectors.toUnmodifiableSet());
  private static final int FLAGS = 3;

  private Bootstraps() {}

  static boolean listed(MemberName method) {
    return LISTED.contains(method);
  }

  /** Whether an entry is the name and descriptor of a listed one: it may mention types that nothing else may. */
  static boolean listed(NameAndTypeEntry entry) {
    return SIGNATURES.contains(entry.name().stringValue() + entry.type().stringValue());
  }

  static MemberName of(BootstrapMethodEntry entry) {
    MemberRefEntry reference = entry.bootstrapMethod().reference();
    return new MemberName(reference.owner().asInternalName(), reference.name().stringValue(), reference.type().stringValue());
  }

  /** Whether it makes lambdas that can be serialized, or does not say as a plain number that it does not. */
  static boolean serializable(BootstrapMethodEntry entry) {
    if (!of(entry).equals(SERIALIZABLE_TOO)) {
      return false;
    }
    List<LoadableConstantEntry> arguments = entry.arguments();
    return arguments.size() <= FLAGS
        || !(arguments.get(FLAGS) instanceof IntegerEntry flags)
        || (flags.intValue() & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
  }
}
