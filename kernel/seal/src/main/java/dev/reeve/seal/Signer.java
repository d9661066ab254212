package dev.reeve.seal;

import java.io.IOException;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/**
 * Makes detached CMS signatures in DER over whole files: one signer, its certificate, and as signed attributes the content type and the
 * content's digest. No signing time, so the same key and the same file give the same bytes.
 */
public final class Signer {

  private Signer() {}

  /** The bytes of {@code <file>.p7s}; below 2 KiB. */
  public static byte[] sign(SigningKey key, byte[] content) throws SealException {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
              .setSignedAttributeGenerator(new ContentTypeAndDigest())
              .build(key.signer(), key.certificate()));
      generator.addCertificate(key.certificate());
      return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
    } catch (OperatorCreationException | CMSException | IOException e) {
      throw new SealException(SealException.Kind.UNUSABLE_KEY, key + " cannot sign: " + e.getMessage(), e);
    }
  }

  private static final class ContentTypeAndDigest extends DefaultSignedAttributeTableGenerator {

    @Override
    public AttributeTable getAttributes(@SuppressWarnings("rawtypes") Map parameters) {
      AttributeTable standard = super.getAttributes(parameters);
      ASN1EncodableVector attributes = new ASN1EncodableVector();
      attributes.add(standard.get(CMSAttributes.contentType));
      attributes.add(standard.get(CMSAttributes.messageDigest));
      return new AttributeTable(attributes);
    }
  }
}
