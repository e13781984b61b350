/** hostd's configuration file as an installer leaves it: some hundred elements, of which a migration touches one. */

export interface NfcSettings {
  /** Bytes for all copies of the host together. */
  readonly maxMemory: number
  /** Bytes for one copy. */
  readonly maxStreamMemory: number
}

/** What hostd uses where nothing is set. */
export const NFC_DEFAULTS: NfcSettings = {
  maxMemory: 48 * 1024 * 1024,
  maxStreamMemory: 10 * 1024 * 1024,
}

const TEXT = `<!-- hostd configuration. Changes take effect when hostd starts. -->
<config>
   <!-- Version of this file, not of the product -->
   <version>VERSION.0</version>
   <workingDir>/var/log/vmware/</workingDir>
   <logDir>/var/log/vmware/</logDir>
   <isTestEnvironment>false</isTestEnvironment>

   <log>
      <directory>/var/log/vmware/</directory>
      <level>verbose</level>
      <maxFileNum>8</maxFileNum>
      <maxFileSize>524288</maxFileSize>
      <name>hostd</name>
      <outputToConsole>false</outputToConsole>
      <outputToFiles>false</outputToFiles>
      <outputToSyslog>true</outputToSyslog>
      <syslog>
         <facility>local4</facility>
         <ident>Hostd</ident>
         <logHeaderFile>/var/run/vmware/hostdLogHeader.txt</logHeaderFile>
      </syslog>
   </log>

   <level id="SnmpConfigSvc">
      <logName>SnmpConfigSvc</logName>
      <logLevel>info</logLevel>
   </level>
   <level id="Statssvc">
      <logName>Statssvc</logName>
      <logLevel>error</logLevel>
   </level>

   <vmacore>
      <cacheProperties>true</cacheProperties>
      <loadPlugins>true</loadPlugins>
      <pluginDir>/lib/</pluginDir>
      <rootPasswdExpiration>false</rootPasswdExpiration>
      <ssl>
         <doVersionCheck>false</doVersionCheck>
         <libraryPath>/lib/</libraryPath>
         <handshakeTimeoutMs>120000</handshakeTimeoutMs>
         <useCompression>false</useCompression>
      </ssl>
      <threadPool>
         <IoMin>2</IoMin>
         <IoMax>44</IoMax>
         <TaskMin>2</TaskMin>
         <TaskMax>44</TaskMax>
         <MaxFdsPerThread>2048</MaxFdsPerThread>
      </threadPool>
      <soap>
         <sessionTimeout>30</sessionTimeout>
         <maxSessionCount>500</maxSessionCount>
      </soap>
      <http>
         <readTimeoutMs>600000</readTimeoutMs>
      </http>
   </vmacore>

   <plugins>
      <hostsvc>
         <path>libhostsvc.so</path>
         <enabled>true</enabled>
         <!-- Seconds until a change of the host's state is written down -->
         <stateFlushInterval>300</stateFlushInterval>
         <storage>
            <inquiryTimeout>10</inquiryTimeout>
            <hostSystemLunMax>1024</hostSystemLunMax>
         </storage>
         <memory>
            <reservedMin>64</reservedMin>
         </memory>
      </hostsvc>
      <vimsvc>
         <path>libvimsvc.so</path>
         <enabled>true</enabled>
         <authValidateInterval>1440</authValidateInterval>
      </vimsvc>
      <vmsvc>
         <path>libvmsvc.so</path>
         <enabled>true</enabled>
         <maxMemory>0</maxMemory>
      </vmsvc>
      <ovfsvc>
         <enabled>true</enabled>
         <path>libovfsvc.so</path>
      </ovfsvc>
      <cimsvc>
         <path>libcimsvc.so</path>
         <enabled>true</enabled>
         <startupPriority>100</startupPriority>
      </cimsvc>
      <httpnfcsvc>
         <path>libhttpnfcsvc.so</path>
         <enabled>true</enabled>
      </httpnfcsvc>
      <!-- Copies of disks over the network -->
      <nfcsvc>
         <path>libnfcsvc.so</path>
         <enabled>true</enabled>
         <maxMemory>${NFC_DEFAULTS.maxMemory}</maxMemory>
         <maxStreamMemory>${NFC_DEFAULTS.maxStreamMemory}</maxStreamMemory>
      </nfcsvc>
      <partitionsvc>
         <path>libpartitionsvc.so</path>
         <enabled>true</enabled>
      </partitionsvc>
      <proxysvc>
         <path>libproxysvc.so</path>
         <enabled>true</enabled>
         <serverNamespace>/sdk</serverNamespace>
      </proxysvc>
      <rdmsvc>
         <path>librdmsvc.so</path>
         <enabled>false</enabled>
      </rdmsvc>
      <snmpsvc>
         <path>libsnmpsvc.so</path>
         <enabled>true</enabled>
      </snmpsvc>
      <solo>
         <path>libsolo.so</path>
         <enabled>true</enabled>
         <enableMob>false</enableMob>
         <!-- <webServer><docRoot>/usr/lib/vmware/hostd/docroot/</docRoot></webServer> -->
         <vmxPath>/bin/vmx</vmxPath>
      </solo>
      <statssvc>
         <path>libstatssvc.so</path>
         <enabled>true</enabled>
         <archive><![CDATA[/var/lib/vmware/hostd/stats/hostAgentStats.idMap & co.]]></archive>
         <interval>20</interval>
      </statssvc>
      <tagsvc>
         <path>libtagsvc.so</path>
         <enabled>false</enabled>
      </tagsvc>
   </plugins>

   <nfc>
      <loglevel>error</loglevel>
   </nfc>
   <environmentVariables>
      <PATH>/bin:/sbin:/usr/bin</PATH>
      <HOME>/</HOME>
   </environmentVariables>
   <hostProfile>
      <answerFile>/etc/vmware/hostd/answerfile.xml</answerFile>
   </hostProfile>
   <rightsGroups>root &amp; vpxuser</rightsGroups>
</config>
`

/** `version` is the host's: "6.7.0". */
export function hostdConfig(version: string): string {
  return TEXT.replace('VERSION', version)
}
