package dev.reeve.kernel.capsule;

import dev.reeve.seal.Signer;
import dev.reeve.seal.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** Ways to have the kernel run what it should not, each with the check that has to stop it and a harmless twin that is taken. */
enum AttackFixture {
  UNSIGNED("no signature", Refusal.UNSIGNED) {
    @Override
    void attack(CapsuleBench bench) {
      send(bench, GuestJar.sound().bytes(), new byte[0]);
    }
  },
  WRONG_KEY("says that it is of one trusted publisher, signed by another", Refusal.WRONG_KEY) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      of("globex", bench);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      of("acme", bench);
    }

    private void of(String publisher, CapsuleBench bench) throws Exception {
      byte[] jar = GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", "publisher = \"" + publisher + "\"\n" + GuestJar.PROVIDES)).bytes();
      send(bench, jar, Signer.sign(bench.key, jar));
    }
  },
  UNTRUSTED_PUBLISHER("signed by a key that no trust entry names", Refusal.UNTRUSTED) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      byte[] jar = GuestJar.sound().bytes();
      send(bench, jar, Signer.sign(SigningKey.generate("acme"), jar));
    }
  },
  REVOKED_KEY("signed by a key that the operator revoked", Refusal.REVOKED) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.trust("revoked = true\n");
      sound(bench);
    }
  },
  EXPIRED_TRUST("signed by a publisher whose trust is over", Refusal.EXPIRED) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.trust("not_after = 2026-06-01T11:59:59Z\n");
      sound(bench);
    }
  },
  SIGNATURE_OF_ANOTHER_FILE("a sound signature, of another file", Refusal.SIGNATURE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      send(bench, GuestJar.sound().bytes(), Signer.sign(bench.key, GuestJar.version("1.0.0").bytes()));
    }
  },
  SWAPPED_AFTER_VERIFY("the checked copy is replaced on the disk, and loaded again", Refusal.DIGEST) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      InstalledCapsule installed = bench.install(GuestJar.sound());
      Path copy = bench.folder.resolve("blobs").resolve(installed.pin().digest().substring(0, 2)).resolve(installed.pin().digest());
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Files.write(copy, GuestJar.version("1.0.0").bytes());
      reloaded(bench);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      bench.install(GuestJar.sound());
      reloaded(bench);
    }
  },
  TRUNCATED("the end of the jar is missing", Refusal.ZIP) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      byte[] jar = GuestJar.sound().bytes();
      signed(bench, Arrays.copyOf(jar, jar.length - 20));
    }
  },
  ZIP_BOMB("unpacks to more than 256 MiB", Refusal.SIZE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      ZipBytes zip = new ZipBytes(GuestJar.sound().text("big", "x").bytes());
      signed(bench, zip.setInt(zip.listed("big") + 24, Integer.MAX_VALUE).bytes());
    }
  },
  DUPLICATE_ENTRY("two entries of one name", Refusal.DUPLICATE_ENTRY) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, new ZipBytes(GuestJar.sound().text("capsule.tomm", "schema = 1").bytes()).rename("capsule.tomm", "capsule.toml").bytes());
    }
  },
  DIRECTORY_DISAGREES("central directory and local header name an entry differently", Refusal.ZIP_MISMATCH) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      ZipBytes zip = new ZipBytes(GuestJar.sound().bytes());
      zip.renameAt(zip.listed("capsule.toml") + 46, "capsule.TOML");
      signed(bench, zip.bytes());
    }
  },
  PATH_ESCAPE("an entry ../escape", Refusal.PATH_ESCAPE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().text("../escape", "x").bytes());
    }
  },
  SYMLINK_ENTRY("an entry that is a symbolic link to /etc/passwd", Refusal.SYMLINK) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      ZipBytes zip = new ZipBytes(GuestJar.sound().text("link", "/etc/passwd").bytes());
      int listed = zip.listed("link");
      signed(bench, zip.setByte(listed + 5, 3).setInt(listed + 38, 0120777 << 16).bytes());
    }
  },
  ABSOLUTE_PATH("an entry /etc/passwd", Refusal.ABSOLUTE_PATH) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().text("/etc/passwd", "x").bytes());
    }
  },
  NAME_DIFFERS("a file of another name than its manifest's", Refusal.NAME) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      byte[] jar = GuestJar.sound().bytes();
      bench.install("hello-1.0.0.capsule.jar", jar);
    }
  },
  ROLLBACK("a version before one that was installed, also after that was removed", Refusal.ROLLBACK) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.version("2.0.0"), false);
      after(bench, () -> bench.put(GuestJar.version("1.9.9"), false));
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.version("2.0.0"), false);
      after(bench, () -> bench.put(GuestJar.version("2.0.1"), false));
    }
  },
  FAST_FORWARD("a version so high that every honest one would be a rollback", Refusal.FAST_FORWARD) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.version("2.0.0"), false);
      after(bench, () -> bench.put(GuestJar.version("999999999.0.0"), false));
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.version("2.0.0"), false);
      after(bench, () -> bench.put(GuestJar.version("3.0.0"), false));
    }
  },
  PERMISSIONS_GROWN("asks for more when it is loaded than was approved", Refusal.PERMISSIONS_GROWN) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      asking(bench);
      Path lock = bench.folder.resolve("capsules.lock");
      Files.writeString(lock, Files.readString(lock).replace("\"fs:read@/srv/data/**\"", ""));
      reloaded(bench);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      asking(bench);
      reloaded(bench);
    }

    private void asking(CapsuleBench bench) throws Exception {
      bench.trust("allowed_permissions = [\"fs:read@/srv/**\"]\n");
      String asks = "[permissions]\nhost = [\"fs:read@/srv/data/**\"]\n";
      bench.putAccepting(GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", asks + GuestJar.PROVIDES)));
    }
  },
  SHADOWED_API("a class of its own in the package of the capsule API", Refusal.RESERVED_PACKAGE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().put("dev/reeve/capsule/Capsule.class", GuestJar.sound().content("guest/Guest.class")).bytes());
    }
  },
  RESERVED_VERB("a command called like a verb of reeve", Refusal.RESERVED_VERB) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().manifest(GuestJar.manifest("guest", "1.0.0", "[[provides.command]]\nname = \"daemon\"\n")).bytes());
    }
  },
  DUPLICATE_CONTRIBUTION("a tool that another capsule brings", Refusal.CONFLICT) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      other(bench, GuestJar.PROVIDES);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      other(bench, "");
    }

    private void other(CapsuleBench bench, String provides) throws Exception {
      bench.put(GuestJar.sound(), false);
      System.clearProperty(GuestJar.DEFINED);
      bench.put(GuestJar.sound().manifest(GuestJar.manifest("other", "1.0.0", provides)).starting(provides.isEmpty() ? "" : GuestJar.REGISTER), false);
    }
  },
  DISABLED_BUT_PRESENT("installed, unloaded, and brought in by its file again", Refusal.UNLOADED) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      unloaded(bench);
      bench.install(GuestJar.sound());
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      unloaded(bench);
      InstalledCapsule unused = bench.operations.reload("guest", step -> {});
    }

    private void unloaded(CapsuleBench bench) throws Exception {
      bench.install(GuestJar.sound());
      InstalledCapsule unused = bench.operations.unload("guest", false, "ada", step -> {});
      System.clearProperty(GuestJar.DEFINED);
    }
  },
  MULTI_RELEASE("another entry class for newer versions of Java than the one that is checked", Refusal.MULTI_RELEASE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().put("META-INF/versions/25/guest/Guest.class", GuestJar.sound().content("guest/Guest.class")).bytes());
    }
  },
  NATIVE_LIBRARY("a shared library, under another name", Refusal.NATIVE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      signed(bench, GuestJar.sound().put("logo.png", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).bytes());
    }
  },
  MISSING_IMPORT("requires a capsule that is not there", Refusal.MISSING_IMPORT) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.put(requiring("guest", "core = \"^1\""), false);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.silent("core", "1.0.0", ""), false);
      System.clearProperty(GuestJar.DEFINED);
      bench.put(requiring("guest", "core = \"^1\""), false);
    }
  },
  CYCLIC_IMPORTS("requires a capsule that requires it", Refusal.CYCLE) {
    @Override
    void attack(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.silent("core", "1.0.0", ""), false);
      bench.put(requiring("leaf", "core = \"^1\""), false);
      System.clearProperty(GuestJar.DEFINED);
      bench.put(GuestJar.silent("core", "1.0.1", "[requires]\ncapsules = { leaf = \"^1\" }\n"), true);
    }

    @Override
    void twin(CapsuleBench bench) throws Exception {
      bench.put(GuestJar.silent("core", "1.0.0", ""), false);
      bench.put(requiring("leaf", "core = \"^1\""), false);
      System.clearProperty(GuestJar.DEFINED);
      bench.put(GuestJar.silent("core", "1.0.1", ""), true);
    }
  };

  /** In words, for people. */
  final String what;

  final Refusal refusal;

  AttackFixture(String what, Refusal refusal) {
    this.what = what;
    this.refusal = refusal;
  }

  /** Throws the refusal, with no class of the guest's initialized since. */
  abstract void attack(CapsuleBench bench) throws Exception;

  /** The same without what makes it one; a class of the guest's is initialized. */
  void twin(CapsuleBench bench) throws Exception {
    sound(bench);
  }

  private static void sound(CapsuleBench bench) throws Exception {
    InstalledCapsule unused = bench.install(GuestJar.sound());
  }

  private static void signed(CapsuleBench bench, byte[] jar) throws Exception {
    send(bench, jar, Signer.sign(bench.key, jar));
  }

  private static void send(CapsuleBench bench, byte[] jar, byte[] signature) {
    InstalledCapsule unused = bench.install(new InstallRequest(CapsuleBench.FILE, jar, signature, false, "", false, false, false));
  }

  private static void reloaded(CapsuleBench bench) {
    System.clearProperty(GuestJar.DEFINED);
    InstalledCapsule unused = bench.operations.reload("guest", step -> {});
  }

  private interface Work {
    InstalledCapsule run() throws Exception;
  }

  private static void after(CapsuleBench bench, Work work) throws Exception {
    bench.operations.remove("guest", false, step -> {});
    System.clearProperty(GuestJar.DEFINED);
    InstalledCapsule unused = work.run();
  }

  private static GuestJar requiring(String name, String capsules) {
    return GuestJar.silent(name, "1.0.0", "[requires]\ncapsules = { " + capsules + " }\n");
  }
}
